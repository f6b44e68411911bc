"""What research code does with arrays, optimizers, networks and programs."""

import inspect

from faults.cases import fault
from faults.studio import CHECKOUT, Studio

BEGIN = """
import jax, jax.numpy as jnp, numpy as np, optax, dataclasses, logging
import stylejax as sj
network = sj.random_network("vgg19", seed=0, width=1/16)
layers = {"content_layers": ("relu1_2",), "style_layers": ("relu1_1", "relu2_1")}
weights = sj.loss_weights(**layers)
x, y = np.random.default_rng(0).uniform(size=(2, 48, 32, 3)).astype(np.float32)
targets = sj.measure_targets(network, x, y, like=weights)
def refused(call):
    try:
        result = call()
    except sj.InputError as error:
        assert "\\n" not in str(error)
        return str(error)
    raise SystemExit(f"accepted: {result}")
"""


@fault("3.4 targets of another size", "a number, the target is cut")
def other_targets(studio: Studio) -> str:
    """Targets of another size than the picture's are refused."""
    return studio.python(BEGIN + "print(refused(lambda: sj.objective(x[:32], network, targets, weights)))")[:90]


@fault("3.5 codes from 0 to 255", "nan")
def codes(studio: Studio) -> str:
    """An 8-bit picture is refused while the function is traced."""
    program = "f = lambda image: sj.objective(image, network, targets, weights)\n"
    return studio.python(BEGIN + program + "print(refused(lambda: jax.eval_shape(f, (x * 255).astype(np.uint8))))")[:90]


@fault("3.6 other types and shapes", "JAX's own errors, or broadcast")
def types_and_shapes(studio: Studio) -> str:
    """Half precision is cast up; a batch and a gray picture are refused."""
    program = """
for kind in (jnp.bfloat16, jnp.float16):
    assert sj.objective(jnp.asarray(x, kind), network, targets, weights)[0].dtype == jnp.float32
for bad in (np.stack([x, y]), x[..., :1]):
    refused(lambda: sj.objective(bad, network, targets, weights))
print("cast, refused")
"""
    return studio.python(BEGIN + program)


@fault("3.7 double precision", "types differ within a scan")
def double_precision(studio: Studio) -> str:
    """Steps can be scanned and networks can be of float64 where it is enabled."""
    program = """
double = jax.tree.map(lambda array: array.astype(jnp.float64), network)
x = x.astype(np.float64)
assert sj.transfer(x, y.astype(np.float64), network=double, weights=weights, steps=2).image.dtype == np.float64
optimizer = sj.lbfgs()
lane = sj.start_lane(jnp.asarray(x), optimizer, like=weights)
targets = sj.measure_targets(double, x, y, like=weights)
step = lambda lane, _: sj.step_lane(lane, double, targets, weights, optimizer=optimizer)
print(jax.lax.scan(step, lane, length=2)[1].dtype)
"""
    return studio.python(BEGIN + program, JAX_ENABLE_X64="1")


@fault("3.8 forward-mode derivatives of a prepared network", "TypeError of a custom_vjp")
def forward_mode(studio: Studio) -> str:
    """That a prepared network has none is said where one would look."""
    import stylejax

    assert "jax.jvp" in (inspect.getdoc(stylejax.prepared) or "")
    program = "print(float(jax.jvp(lambda i: sj.objective(i, network, targets, weights)[0], (x,), (y,))[1]) != 0)"
    assert studio.python(BEGIN + program) == "True"
    return "said; as loaded it has"


@fault("3.9 optax's L-BFGS", "buffer donated twice; TypeError of value_fn")
def optax_lbfgs(studio: Studio) -> str:
    """Optimizers of optax paint, with a search along a line or without."""
    program = """
for optimizer in (optax.lbfgs(0.05, linesearch=None), optax.lbfgs(), optax.adam(0.02), optax.sgd(0.1)):
    assert sj.transfer(x, y, network=network, weights=weights, steps=3, optimizer=optimizer).evaluations == 3
print("run")
"""
    return studio.python(BEGIN + program)


@fault("3.11 words and NaN for things", "AttributeError, TypeError, 'finished'")
def words_for_things(studio: Studio) -> str:
    """What is of the wrong kind is refused by its name."""
    program = """
given = {"content": x, "style": y, "network": network, "weights": weights, "steps": 2}
paint = lambda **more: sj.transfer(**{**given, **more})
for name, bad in {"optimizer": "adam", "init": x * np.nan, "network": None, "content": "x.png", "steps": 2.5}.items():
    assert refused(lambda: paint(**{name: bad})).startswith(name)
refused(lambda: paint(init="bogus")), refused(lambda: paint(content=x + 0j))
state = sj.lbfgs().init(jnp.zeros(3))
for given in ({"value": jnp.zeros(())}, {"params": jnp.zeros(3)}):
    refused(lambda: sj.lbfgs().update(jnp.zeros(3), state, **given))
print("9 refused by name")
"""
    return studio.python(BEGIN + program)


@fault("3.12 an exported step", "unregistered types")
def exported_step(studio: Studio) -> str:
    """A step can be exported, and read back, and is the same."""
    program = """
import jax.export
optimizer = sj.lbfgs(memory=3)
arguments = sj.start_lane(jnp.asarray(x), optimizer, like=weights), network, targets, weights
step = jax.jit(lambda *given: sj.step_lane(*given, optimizer=optimizer))
back = jax.export.deserialize(jax.export.export(step)(*arguments).serialize())
print(jax.tree.all(jax.tree.map(lambda a, b: bool((a == b).all()), back.call(*arguments), step(*arguments))))
"""
    assert studio.python(BEGIN + program) == "True"
    return "equal"


@fault("3.13 equal meanings", "each compiles the step anew")
def equal_meanings(studio: Studio) -> str:
    """Weights as plain numbers, another card, an optimizer made anew: the step is compiled once."""
    program = """
compiled = []
jax.monitoring.register_event_duration_secs_listener(
    lambda event, seconds, **more: compiled.append(event) if event.endswith("backend_compile_duration") else None)
def paint(number):
    plain = jax.tree.map(float, weights) if number % 2 else weights
    card = dataclasses.replace(network, card=sj.Card(f"{number}"))
    sj.transfer(x, y, network=card, weights=plain, steps=2, optimizer=sj.lbfgs(memory=4))
paint(0), paint(1)
before = len(compiled)
for number in range(2, 6):
    paint(number)
print(len(compiled) - before)
"""
    again = studio.python(BEGIN + program)
    assert again == "0", again
    return "nothing compiled again"


@fault("3.14 a network of one's own", "three private imports")
def own_network(studio: Studio) -> str:
    """A plain function is a network, by public names alone."""
    program = """
def apply(parameters, pixels):
    return {"seen": jax.nn.relu(pixels @ parameters)}
own = sj.from_function(apply, jax.random.normal(jax.random.key(0), (3, 8)), layers=("seen",))
weights = sj.loss_weights(content_layers=("seen",), style_layers=("seen",))
print(sj.transfer(x, y, network=own, weights=weights, steps=3).status)
"""
    return studio.python(BEGIN + program)


@fault("3.15 types", "mypy refuses NumPy's arrays")
def types(studio: Studio) -> str:
    """What reads arrays says so in its types."""
    import stylejax

    for function in (stylejax.features, stylejax.measure_targets, stylejax.objective, stylejax.transfer):
        text = str(inspect.signature(function))
        assert "ArrayLike" in text or "ndarray" in text, text
    assert (CHECKOUT / "stylejax/py.typed").exists()
    return "ArrayLike"


@fault("3.16 gradients for parameters in little memory", "4 of 10 kernels have one")
def gradients_for_parameters(studio: Studio) -> str:
    """They are as in plenty, or refused in words."""
    program = """
from stylejax.networks.parts import strips
strips.STRIP_VALUES = 2**12
little = sj.with_memory(sj.Execution(), "little")
print(refused(lambda: jax.grad(lambda n: sj.objective(x, n, targets, weights, execution=little)[0])(network)))
"""
    return studio.python(BEGIN + program)[:90]


@fault("3.17 what a seed promises", "not said")
def promise_of_a_seed(studio: Studio) -> str:
    """One paragraph says where equal seeds give equal pictures."""
    import re

    texts = [path.read_text() for path in (CHECKOUT / "README.md", *(CHECKOUT / "docs").glob("*.md"))]
    said = [line for text in texts for line in text.splitlines() if re.search(r"same seed|seed promises", line, re.I)]
    assert said
    return said[0].strip()[:90]
