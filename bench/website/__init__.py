"""The website's weight, and how long its front page takes on a slow line."""
