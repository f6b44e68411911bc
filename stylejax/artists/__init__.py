"""The implementations of 2015 as recipes on one engine.

Karpathy showed pictures of an implementation of his own, but no code and no settings: there is no recipe for it.
"""

from .adapting import caffe_input as caffe_input
from .adapting import denormalize as denormalize
from .adapting import network_for as network_for
from .adapting import stand_ins as stand_ins
from .engine import ArtistState as ArtistState
from .engine import ArtistTargets as ArtistTargets
from .engine import artist_objective as artist_objective
from .engine import artist_targets as artist_targets
from .engine import start_artist as start_artist
from .engine import step_artist as step_artist
from .gallery import ARTISTS as ARTISTS
from .gallery import load_artist as load_artist
from .painting import Painting as Painting
from .painting import paint_as as paint_as
from .records import Artist as Artist
from .records import Term as Term
