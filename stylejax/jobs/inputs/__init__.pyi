from .named import network_named as network_named
from .parts import Inputs as Inputs
from .parts import files_of as files_of
from .parts import with_styles as with_styles
from .reading import read_inputs as read_inputs
