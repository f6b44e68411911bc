from .sights import Sight as Sight
from .sights import sights_of as sights_of
from .strips import bytes_in_plenty as bytes_in_plenty
from .strips import is_cut as is_cut
from .tiles import Cut as Cut
from .tiles import Tile as Tile
from .tiles import cut_in_tiles as cut_in_tiles
