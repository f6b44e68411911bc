"""What a sound is made of: files as they are read, the network, and all settings as the preset has them."""

import dataclasses

import numpy as np

from ...errors import InputError
from ...media.sounds.reading import Sound, read_sound
from ...networks.networks import Network
from ...sound_settings import ChannelsName, SoundSettings, SoundTextureSettings
from ...synthesis.starts import checked_seed
from .presets import Preset, preset_of

LONGEST = 120.0  # seconds of a sound that is made: it takes some gigabytes
RATES = (4000, 96_000)


@dataclasses.dataclass(frozen=True)
class SoundInputs:
    """All that a sound needs, read and checked.

    Attributes:
        content: None of a texture.
        style: the sound whose style it is.
        preset: with what settings say in place of its own.
        network: random, of the settings' seed.
        length: of what is made, in samples.
    """

    content: Sound | None
    style: Sound
    preset: Preset
    network: Network
    length: int

    @property
    def checksums(self) -> dict[str, str | None]:
        """Of the files, by their part."""
        return {"content": self.content.sha256 if self.content else None, "style": self.style.sha256}


def read_sounds(settings: SoundSettings) -> SoundInputs:
    """Read and check all that the settings name. Raises InputError.

    Args:
        settings: of the sound.

    Returns:
        Samples, the preset and the network.

    Example:
        >>> import numpy as np, stylejax
        >>> from stylejax import jobs, sound_settings
        >>> from stylejax.media import sounds
        >>> noise = np.sin(np.arange(8000.0))[None]
        >>> written = sounds.write_sound("noise.wav", noise, rate=4000)
        >>> settings = sound_settings.SoundSettings("noise.wav", "noise.wav", rate=4000, filters=4)
        >>> jobs.sounds.read_sounds(settings).length
        8000
    """
    _check(settings)
    texture = isinstance(settings, SoundTextureSettings)
    cut = None if texture else settings.seconds
    content = None if texture else _read(settings.content, settings, cut)
    style = _read(settings.style, settings, cut)
    preset = preset_of(settings)
    length = content.samples.shape[-1] if content else round((settings.seconds or 0) * settings.rate)
    _check_length("content" if content else "seconds", length, preset, settings.rate)
    _check_length("style", style.samples.shape[-1], preset, settings.rate)
    network = preset.network(preset.recipe.window.bins, seed=settings.seed, filters=preset.filters)
    return SoundInputs(content, style, preset, network, length)


def _check(settings: SoundSettings) -> None:
    checked_seed(settings.seed + 8)  # one for each channel
    for name in ("content_weight", "rhythm", "diversity"):
        value = getattr(settings, name)
        if value is not None and not 0 <= value < 1e12:
            raise InputError(f"{name.replace('_', ' ')}: {value} is no number from 0 up; give 0 to leave the term out")
    if not RATES[0] <= settings.rate <= RATES[1]:
        raise InputError(f"rate: {settings.rate} is not from {RATES[0]} to {RATES[1]}; give samples a second")
    if settings.seconds is not None and not 0 < settings.seconds <= LONGEST:
        raise InputError(f"seconds: {settings.seconds:g} is not above 0 and up to {LONGEST:g}; give a length like 20")
    if settings.preset == "ulyanov" and (settings.rhythm or settings.diversity):
        raise InputError("rhythm: the recipe of 2016 has no such term; choose another preset")


def _read(path: str, settings: SoundSettings, seconds: float | None) -> Sound:
    sound = read_sound(path, rate=settings.rate, seconds=seconds)
    if sound.seconds > LONGEST:
        raise InputError(
            f"{path}: lasts {sound.seconds:.0f} s, more than {LONGEST:g}; give `seconds` to read the first"
        )
    if settings.channels is ChannelsName.MONO and len(sound.samples) > 1:
        return dataclasses.replace(sound, samples=_level(sound.mono))
    return sound


def _level(samples: np.ndarray) -> np.ndarray:
    """Samples divided by their peak, where they have one."""
    return samples / np.max(np.abs(samples)) if np.any(samples) else samples


def _check_length(name: str, length: int, preset: Preset, rate: int) -> None:
    """Raise InputError for a sound that is shorter than twice what the network looks at."""
    window = preset.recipe.window
    least = 2 * preset.widest * window.hop
    if length < least:
        raise InputError(f"{name}: lasts {length / rate:.2f} s; give {least / rate:.2f} s or more for this preset")
