"""What clinicians and staff see."""
