"""Measurements of the product beside named peers in the same run. Nothing here is part of the product."""
