"""What sounds come to, as numbers.

Run: PYTHONPATH=examples python scripts/benchmarks/measure_sound.py pairs|texture|dual|phases|whole

- pairs: six pairs of demo sounds at five content weights, `default`: how far their third octaves are from the style's,
  and how well their onsets follow the content's.
- texture: white noise and drums by `texture`: deviation of each third octave, and the beat's autocorrelation.
- dual: an evaluation of `ulyanov` on 10 s with and without the dual form, in turn, on the wall and of the processor.
- phases: fast and plain Griffin-Lim, and the waveform optimized directly.
- whole: 10 s by `ulyanov`, 300 evaluations, from arrays to samples.
"""

import argparse
import statistics
import sys
import time
from typing import Any

import jax.numpy as jnp
import numpy as np

import demo_sounds
from listening import beat_strength, onset_correlation, spectral_distance, third_octaves
from stylejax.jobs.sounds.presets import preset_of
from stylejax.losses import Gram
from stylejax.sound_settings import OptimizedName, PresetName, SoundSettings, SoundTextureSettings
from stylejax.synthesis.sounds import SoundResult, Window, convergence, griffin_lim, make_sound, random_phases, stft

RATE = demo_sounds.RATE
PAIRS = (
    ("melody", "bells"),
    ("melody", "rain"),
    ("melody", "vowels"),
    ("drums", "bells"),
    ("vowels", "rain"),
    ("bells", "drums"),
)
WEIGHTS = (0.001, 0.01, 0.1, 1.0, 10.0)


def sound(name: str, seconds: float) -> np.ndarray:
    """A demo sound, `[1 n]`."""
    return demo_sounds.SOUNDS[name](seconds=seconds).astype(np.float32)[None]


def made(settings: SoundSettings, content: np.ndarray | None, style: np.ndarray, **more: Any) -> SoundResult:
    """What a preset makes of arrays."""
    preset = preset_of(settings)
    network = preset.network(preset.recipe.window.bins, seed=settings.seed, filters=preset.filters)
    told: dict[str, Any] = {"network": network, "recipe": preset.recipe, "steps": preset.steps, **more}
    return make_sound(content, style, seed=settings.seed, **told)


def pairs(steps: int, seconds: float) -> None:
    """The table of six pairs."""
    print("content, style: third octaves from the style in dB, and correlation of onsets with the content, by weight")
    print(f"{'pair':16} {'content itself':>14}  " + "  ".join(f"{weight:>12g}" for weight in WEIGHTS), flush=True)
    for pair in PAIRS:
        content, style = (sound(name, seconds) for name in pair)
        found = []
        for weight in WEIGHTS:
            samples = made(SoundSettings(content_weight=weight, steps=steps), content, style).samples[0]
            apart = spectral_distance(samples, style[0], RATE)
            found.append(f"{apart:5.2f}, {onset_correlation(samples, content[0], RATE):5.2f}")
        start = f"{spectral_distance(content[0], style[0], RATE):.2f}"
        print(f"{', '.join(pair):16} {start:>14}  " + "  ".join(f"{each:>12}" for each in found), flush=True)


def texture(steps: int, seconds: float) -> None:
    """White noise and drums."""
    for name in ("noise", "drums"):
        style = sound(name, seconds)
        began = time.perf_counter()
        result = made(SoundTextureSettings(steps=steps), None, style, length=style.shape[1])
        samples = result.samples[0]
        centers, levels = third_octaves(samples, RATE, low=100.0)
        apart = levels - third_octaves(style[0], RATE, low=100.0)[1]
        white = levels - 10 * np.log10(centers)
        print(f"{name}: {time.perf_counter() - began:.0f} s, {result.evaluations} evaluations, {result.status}")
        print("  third octaves from the style's, dB: " + ", ".join(f"{value:+.1f}" for value in apart))
        if name == "noise":
            print("  from white, dB: " + ", ".join(f"{value:+.2f}" for value in white - np.median(white)))
        beats = [beat_strength(each, RATE, demo_sounds.BEAT) for each in (samples, style[0])]
        print(f"  beat {beats[0]:.3f} of {beats[1]:.3f} ({beats[0] / beats[1]:.2f})")
        alike = np.fft.irfft(np.fft.rfft(samples, 2 * len(samples)) * np.conj(np.fft.rfft(style[0], 2 * len(samples))))
        size = np.linalg.norm(samples) * np.linalg.norm(style[0])
        print(f"  largest correlation with the style at any shift: {np.abs(alike).max() / size:.3f}", flush=True)


class Clock:
    """Seconds between evaluations, on the wall and of the processor."""

    def __init__(self) -> None:
        self.wall, self.processor = [time.perf_counter()], [time.process_time()]

    def __call__(self, progress: Any) -> None:
        self.wall.append(time.perf_counter())
        self.processor.append(time.process_time())

    def median(self) -> tuple[float, float]:
        """Of an evaluation; the first two, which compile and fill the memory, left out."""
        return statistics.median(np.diff(self.wall)[2:]), statistics.median(np.diff(self.processor)[2:])


def dual(rounds: int, evaluations: int) -> None:
    """An evaluation with the dual form and without, in turn."""
    content, style = sound("melody", 10.0), sound("bells", 10.0)
    settings = SoundSettings(preset=PresetName.ULYANOV, steps=evaluations)
    found = {"dual": [], "Gram": []}
    for _ in range(rounds):
        for name, loss in (("dual", None), ("Gram", Gram())):
            clock = Clock()
            made(settings, content, style, callback=clock, style_loss=loss)
            found[name].append(clock.median())
            print(
                f"{name}: {found[name][-1][0]:.3f} s on the wall, {found[name][-1][1]:.3f} of the processor", flush=True
            )
    for number, what in enumerate(("wall", "processor")):
        ratios = [one[number] / other[number] for one, other in zip(found["dual"], found["Gram"], strict=True)]
        middle = statistics.median(ratios)
        print(f"dual / Gram, {what}: {', '.join(f'{ratio:.2f}' for ratio in ratios)}; median {middle:.2f}")


def phases(steps: int, seconds: float) -> None:
    """How near the samples come to a spectrogram, and what it costs."""
    samples, window = jnp.asarray(sound("melody", seconds)[0]), Window()
    size = jnp.abs(stft(samples, window=window))
    start = random_phases(size.shape, seed=0)
    for name, told in {"plain, 60": (0.0, 60), "plain, 500": (0.0, 500), "fast, 60": (0.99, 60)}.items():
        how = {"window": window, "length": samples.shape[0], "momentum": told[0], "iterations": told[1]}
        griffin_lim(size, start, **how).block_until_ready()
        began = time.perf_counter()
        found = griffin_lim(size, start, **how).block_until_ready()
        spent = time.perf_counter() - began
        print(f"Griffin-Lim {name}: {float(convergence(found, size, window=window)):.3f} in {spent:.1f} s", flush=True)
    content, style = sound("melody", seconds), sound("bells", seconds)
    for optimized in OptimizedName:
        began = time.perf_counter()
        result = made(SoundSettings(optimized=optimized, steps=steps), content, style)
        apart = spectral_distance(result.samples[0], style[0], RATE)
        follows = onset_correlation(result.samples[0], content[0], RATE)
        terms = ", ".join(f"{name} {value:.3g}" for name, value in result.terms.items())
        told = f"inconsistency {result.inconsistency:.2f}, third octaves {apart:.2f} dB, onsets {follows:.2f}"
        print(f"{optimized}: {told}; {terms}; {time.perf_counter() - began:.0f} s", flush=True)


def whole(steps: int, seconds: float) -> None:
    """The recipe of 2016, whole."""
    content, style = sound("melody", seconds), sound("bells", seconds)
    began, processor = time.perf_counter(), time.process_time()
    result = made(SoundSettings(preset=PresetName.ULYANOV, steps=steps), content, style)
    spent = f"{time.perf_counter() - began:.0f} s on the wall, {time.process_time() - processor:.0f} of the processor"
    print(f"ulyanov, {seconds:g} s: {result.evaluations} evaluations, {result.status}, {spent}")
    print(
        f"  third octaves {spectral_distance(result.samples[0], style[0], RATE):.2f} dB from the style's, "
        f"{spectral_distance(content[0], style[0], RATE):.2f} at first; onsets "
        f"{onset_correlation(result.samples[0], content[0], RATE):.2f}",
        flush=True,
    )


def main(words: list[str]) -> None:
    """What is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("pairs", "texture", "dual", "phases", "whole"))
    parser.add_argument("--steps", type=int)
    parser.add_argument("--seconds", type=float)
    told = parser.parse_args(words)
    if told.what == "dual":
        dual(3, told.steps or 10)
        return
    function, steps, seconds = {
        "pairs": (pairs, 60, 4.0),
        "texture": (texture, 100, 6.0),
        "phases": (phases, 100, 10.0),
        "whole": (whole, 300, 10.0),
    }[told.what]
    function(told.steps or steps, told.seconds or seconds)


if __name__ == "__main__":
    main(sys.argv[1:])
