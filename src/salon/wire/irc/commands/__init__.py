"""What each IRC command means: one function a command, and one table of them all."""
