package io.busbar.benchmarks;

/** A benchmark that could not be measured; the message holds what it printed. */
final class RunFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RunFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
