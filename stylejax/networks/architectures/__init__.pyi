from .graph import FAMILIES as FAMILIES
from .graph import Architecture as Architecture
from .graph import Family as Family
from .graph import Layer as Layer
from .graph import layers_of as layers_of
from .graph import needed_layers as needed_layers
from .graph import register_family as register_family
