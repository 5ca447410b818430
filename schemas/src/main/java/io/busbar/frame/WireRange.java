package io.busbar.frame;

/** What the unsigned fields of the binary form can hold. Stateless. */
final class WireRange {

    static final int MAX_UINT8 = 255;
    static final int MAX_UINT16 = 65_535;
    static final long MAX_UINT32 = 4_294_967_295L;

    private WireRange() {}

    static void require(String field, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    field + " does not fit its field: " + value + ", allowed: " + least + " to " + most);
        }
    }
}
