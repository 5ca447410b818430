package io.busbar.query.access;

import java.util.List;

/**
 * A request that cannot be served as asked, with what the asking person may know about the reason. What is hidden from them and what
 * does not exist make equal refusals. Immutable.
 */
public final class Refusal extends RuntimeException {

    /** Why, in one word that clients can rely on. Immutable. */
    public enum Kind {
        INVALID,
        UNAUTHENTICATED,
        FORBIDDEN,
        NOT_FOUND,
        CONFLICT,
        THROTTLED,
        BUSY,
        NOT_ACCEPTABLE
    }

    /** What is wrong with one field or parameter: a JSON pointer into the body, or {@code ?name} for a query parameter. Immutable. */
    public record Fault(String pointer, String message) {}

    private final Kind kind;
    private final transient List<Fault> faults;

    private Refusal(Kind kind, String detail, List<Fault> faults) {
        super(detail, null, false, false);
        this.kind = kind;
        this.faults = List.copyOf(faults);
    }

    public static Refusal of(Kind kind, String detail) {
        return new Refusal(kind, detail, List.of());
    }

    public static Refusal invalid(List<Fault> faults) {
        return new Refusal(
                Kind.INVALID, "the request has " + faults.size() + (faults.size() == 1 ? " fault" : " faults"), faults);
    }

    public static Refusal invalid(String pointer, String message) {
        return invalid(List.of(new Fault(pointer, message)));
    }

    /** The one answer for what does not exist and for what the person may not see. */
    public static Refusal notFound() {
        return of(Kind.NOT_FOUND, "there is nothing here that you may see");
    }

    public Kind kind() {
        return kind;
    }

    public String detail() {
        String message = getMessage();
        return message == null ? "" : message;
    }

    public List<Fault> faults() {
        return faults;
    }
}
