from .lines import shell_line as shell_line
from .readings import read_lane as read_lane
from .readings import recorded as recorded
from .replays import as_asked as as_asked
from .replays import paint_again as paint_again
from .replays import read_as as read_as
from .replays import read_replay as read_replay
