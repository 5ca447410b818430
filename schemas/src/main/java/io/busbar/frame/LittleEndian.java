package io.busbar.frame;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers of the binary form where they lie. Reading beyond the bytes throws an {@link IndexOutOfBoundsException}. Stateless. */
final class LittleEndian {

    private static final VarHandle SHORT_AT =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT_AT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG_AT =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private LittleEndian() {}

    static short int16(byte[] bytes, int offset) {
        return (short) SHORT_AT.get(bytes, offset);
    }

    static int uint16(byte[] bytes, int offset) {
        return Short.toUnsignedInt(int16(bytes, offset));
    }

    static long uint32(byte[] bytes, int offset) {
        return Integer.toUnsignedLong(int32(bytes, offset));
    }

    static int int32(byte[] bytes, int offset) {
        return (int) INT_AT.get(bytes, offset);
    }

    static void putInt32(byte[] bytes, int offset, int value) {
        INT_AT.set(bytes, offset, value);
    }

    static long int64(byte[] bytes, int offset) {
        return (long) LONG_AT.get(bytes, offset);
    }
}
