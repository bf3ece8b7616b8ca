"""Which columns a model has, and what its parameters say of the coefficients."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napari_compare.core.mixing.settings import MixingSettings

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Model:
    """The linear model of a frame: y = Σ θ_i column_i + offset; see `Basis` for the columns.

    The weights of the references are w_i = θ_i for i < k, and w_k = 1 + θ_k - Σ θ_i, where θ_k
    is the parameter of column R_k: 0 where the weights sum to one.

    Parameters
    ----------
    k
        Number of references.
    settings
        What is chosen.

    Raises
    ------
    ValueError
        If errors of the references and bounds are chosen together for anything but two references
        whose coefficients sum to one.
    """

    k: int
    settings: MixingSettings

    def __post_init__(self) -> None:
        plain = self.k == 2 and self.summed
        if self.settings.reference_noise and self.bounded and not plain:
            raise ValueError(
                "Errors of the references can be allowed for within bounds only where two "
                'coefficients sum to one and the gain is fixed: choose the bounds "free", or set '
                "reference_noise to 0."
            )

    @property
    def bounded(self) -> bool:
        """Whether coefficients have bounds."""
        return self.settings.bounds != "free"

    @property
    def upper(self) -> float:
        """The upper bound of the weights; of free gain they are not bounded above."""
        return 1.0 if self.settings.bounds == "0-1" and not self.settings.gain else np.inf

    @property
    def summed(self) -> bool:
        """Whether the weights sum to one."""
        return self.settings.sum_to_one and not self.settings.gain

    @property
    def columns(self) -> list[int]:
        """The columns that the model has, but for the offset."""
        return list(range(1, self.k if self.summed else self.k + 1))

    @property
    def n_parameters(self) -> int:
        """Number of parameters that are fitted to a frame."""
        return len(self.columns) + self.settings.offset

    @property
    def slope(self) -> Floats:
        """Derivative of each weight by each parameter, shape (k, parameters)."""
        slope = np.eye(self.k, len(self.columns))
        slope[-1, : self.k - 1] = -1
        return slope

    def weights(self, parameters: Floats) -> Floats:
        """Return the weights of the references, shape (frames, k)."""
        return np.asarray(parameters @ self.slope.T + np.eye(self.k)[-1])

    def parameters(self, weights: Floats) -> Floats:
        """Return the parameters of weights, shape (frames, parameters)."""
        own = weights.copy()
        own[:, -1] = weights.sum(axis=1) - 1
        return own[:, : len(self.columns)]

    def coefficients(self, weights: Floats) -> tuple[Floats, Floats]:
        """Return coefficients, and their derivatives by the parameters.

        They are the weights, or, with a free gain, the weights' shares of their sum.

        Returns
        -------
        coefficients, slopes : ndarray
            Shapes (frames, k) and (frames, k, parameters).
        """
        slope = np.broadcast_to(self.slope, (len(weights), *self.slope.shape))
        if not self.settings.gain:
            return weights, slope
        gain = weights.sum(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            shares = weights / gain[:, None]
            slopes = slope - shares[:, :, None] * slope.sum(axis=1, keepdims=True)
            return shares, slopes / gain[:, None, None]

    def error_slopes(self, weights: Floats) -> Floats:
        """Return how far the errors of the columns follow those of y less the fit.

        Covariance over variance, where references have errors; shape (frames, parameters).
        """
        noise = self.settings.reference_noise
        variance = 1 + noise * (weights**2).sum(axis=1)
        return np.asarray(-noise * (weights @ self.slope) / variance[:, None])
