"""Who people are: passwords and what proves them."""
