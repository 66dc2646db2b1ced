"""What a measurement found: its section, the plots, and the page that all sections make."""
