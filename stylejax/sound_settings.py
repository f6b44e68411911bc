"""All that decides a sound, as plain values: what the command line reads and the sound remembers."""

import enum
from dataclasses import dataclass

from .fields import expert, like, look, picture, speed


class PresetName(enum.StrEnum):
    """Ways to make a sound: settings that go well together."""

    DEFAULT = "default"
    ULYANOV = "ulyanov"
    TEXTURE = "texture"


class OptimizedName(enum.StrEnum):
    """What is optimized of a sound."""

    SPECTROGRAM = "spectrogram"
    WAVEFORM = "waveform"


class ChannelsName(enum.StrEnum):
    """Which channels a sound has: those of its content, or their mean."""

    OWN = "own"
    MONO = "mono"


@dataclass(frozen=True)
class SoundSettings:
    """The options of `stylejax sound`, with their defaults; what is None is as the preset has it."""

    content: str = ""
    style: str = ""
    preset: PresetName = look(
        PresetName.DEFAULT, "default; ulyanov: as in 2016; texture: several widths and a beat.", words="{value} preset"
    )
    steps: int | None = speed(None, "Evaluations of objective and gradient to spend.", shown="150; ulyanov: 300")
    content_weight: float | None = look(
        None, "Weight of CONTENT: more keeps more of CONTENT.", shown="0.01; ulyanov: its literal 0.01"
    )
    rhythm: float | None = look(None, "Weight of the style's rhythm, its autocorrelation.", shown="0; texture: 10")
    diversity: float | None = look(None, "Weight of not repeating the style itself.", shown="0; texture: 0.01")
    seconds: float | None = picture(None, "Read the first seconds of both sounds only.", shown="all of them")
    rate: int = picture(22050, "Samples a second of the result.")
    channels: ChannelsName = picture(ChannelsName.OWN, "CONTENT's own, each by itself, or mono.", words="{value}")
    optimized: OptimizedName | None = expert(
        None,
        "What is optimized: the samples, or a spectrogram whose phases are found afterwards.",
        shown="as the preset has it",
    )
    filters: int | None = expert(
        None, "Filters of the random network, of each width.", shown="1024; ulyanov: 4096; texture: 256"
    )
    seed: int = look(0, "Seed of the random network and of the noise.")


@dataclass(frozen=True)
class SoundTextureSettings(SoundSettings):
    """The options of `stylejax sound-texture`, with their defaults."""

    preset: PresetName = like(SoundSettings, "preset", default=PresetName.TEXTURE)
    content_weight: float | None = None
    seconds: float = picture(20.0, "Seconds of the texture.")
    channels: ChannelsName = like(SoundSettings, "channels", help="STYLE's own, each by itself, or mono.")


@dataclass(frozen=True)
class SoundSweepSettings(SoundSettings):
    """The options of `stylejax sound-sweep`, with their defaults: those of a sound, less its axes."""

    content_weight: float | None = None
    seed: int = 0


SOUND_DEFAULTS = SoundSettings()
