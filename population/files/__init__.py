"""The files that people give and get: the only place below the desk that opens them."""
