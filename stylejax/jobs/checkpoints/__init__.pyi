from .interrupted import Interrupted as Interrupted
from .interrupted import line_of as line_of
from .interrupted import read_interrupted as read_interrupted
from .keeping import Keeper as Keeper
from .resuming import CheckpointFile as CheckpointFile
from .resuming import kept_at as kept_at
from .resuming import place_named as place_named
from .resuming import words_told as words_told
