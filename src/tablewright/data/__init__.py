"""Words, places and product names that ship with the package, and the script that makes them."""
