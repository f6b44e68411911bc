from .inputs import read_sounds as read_sounds
from .making import check_sound_files as check_sound_files
from .making import write_made_sound as write_made_sound
from .replays import read_sound_replay as read_sound_replay
from .replays import sound_line as sound_line
from .spectra import log_spectrogram as log_spectrogram
from .sweeps import make_sweep as make_sweep
from .sweeps import read_sound_sweep as read_sound_sweep
