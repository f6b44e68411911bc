from .flax_graphs import from_flax as from_flax
from .flax_modules import to_flax as to_flax
from .flax_states import from_flax_state as from_flax_state
from .flax_states import to_flax_state as to_flax_state
from .functions import Function as Function
from .functions import from_function as from_function
