from .contents import FileContents as FileContents
from .contents import Writer as Writer
from .pillow_files import write_jpeg as write_jpeg
from .pillow_files import write_webp as write_webp
from .png_files import write_png as write_png
from .tiff_files import write_tiff as write_tiff
