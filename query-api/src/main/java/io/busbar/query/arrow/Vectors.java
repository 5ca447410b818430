package io.busbar.query.arrow;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseFixedWidthVector;

/** The memory of vectors. Stateless. */
final class Vectors {

    private Vectors() {}

    /** That of the values, as much of it as the vector has now. */
    static ByteBuffer data(BaseFixedWidthVector vector) {
        ArrowBuf data = vector.getDataBuffer();
        return data.nioBuffer(0, Math.toIntExact(data.capacity())).order(ByteOrder.nativeOrder());
    }
}
