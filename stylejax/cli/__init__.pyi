from .command_line import run_again as run_again
from .command_line import typed as typed
from .progress import bar as bar
from .progress import console_for as console_for
from .progress import download_bar as download_bar
from .progress import download_silence as download_silence
from .progress import lines as lines
from .progress import silence as silence
