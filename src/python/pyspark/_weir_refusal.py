"""The refusal: something that real Spark does and the simulator does not."""


class Refusal(BaseException):
    """Ends the job with exit code 78. No Exception, so that a job's `except Exception` does not swallow it."""

    def __init__(self, feature, way_out=None, message=None):
        self.feature = feature
        self.way_out = way_out or "Run this job on a real Spark 3.3.1: the simulator does not have it."
        super().__init__(message or f"{feature} is not simulated. {self.way_out}")


def refuse(feature, way_out=None):
    raise Refusal(feature, way_out)
