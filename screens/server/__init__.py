"""The web server around the pages: addresses, the guard in front, cookies, uploads, and the wiring of the process."""
