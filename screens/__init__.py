"""The terminal screens of thuis."""
