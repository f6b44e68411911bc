"""Pictures with the teacher's answers, each used for several steps, as the teacher costs more than the student."""

from collections.abc import Callable, Mapping

import numpy as np

Arrays = dict[str, np.ndarray]


class Pool:
    """The latest `size` of an endless numbered row of examples; example number i is always the same.

    `make(numbers)` returns arrays whose first axis runs over those examples.
    """

    def __init__(self, make: Callable[[range], Mapping[str, np.ndarray]], size: int, batch: int) -> None:
        self._make, self._size, self._batch, self._arrays, self.count = make, size, batch, {}, 0

    def advance(self, count: int) -> None:
        """Make examples until the row is `count` long, skipping those that would fall out again."""
        self.count = max(self.count, count - self._size)
        while self.count < count:
            for name, array in self._make(range(self.count, self.count + self._batch)).items():
                if name not in self._arrays:
                    self._arrays[name] = np.empty((self._size, *array.shape[1:]), array.dtype)
                slots = np.arange(self.count, self.count + self._batch) % self._size
                self._arrays[name][slots] = array
            self.count += self._batch

    def draw(self, generator: np.random.Generator) -> Arrays:
        """A batch of different examples."""
        chosen = generator.choice(min(self._size, self.count), self._batch, replace=False)
        return {name: array[chosen] for name, array in self._arrays.items()}

    def moments(self, layer: str) -> tuple[np.ndarray, np.ndarray]:
        """Mean and standard deviation of each channel."""
        array = self._arrays[layer][: self.count].astype(np.float32)
        return array.mean((0, 1, 2)), array.std((0, 1, 2)) + np.float32(1e-6)
