"""The project's own demonstration pictures, drawn with numpy and Pillow."""
