package io.busbar.ingest.mqtt;

import io.busbar.ingest.fuzz.AllocationBound;
import io.busbar.topic.FrameRecord;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttEncoder;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Any bytes as what a client sends over MQTT, through the door's codec and what of a connection knows neither journal nor registry: it is let in
 * whatever its key is. The first four bytes say where the network cuts the rest. Stateless.
 */
public final class MqttFuzz {

    private static final int SEED_BYTES = 4;
    private static final int MAX_PIECE_BYTES = 64;

    /** A channel with its pipeline, a session, and the one command that waits for each logger. */
    private static final int FIXED_BYTES = 512 << 10;

    /** A subscription is four bytes, or less in packets of their own, and is answered. */
    private static final int BYTES_PER_BYTE = 1_024;

    private MqttFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length <= SEED_BYTES) {
            return;
        }
        byte[] stream = Arrays.copyOfRange(input, SEED_BYTES, input.length);
        Said whole = AllocationBound.within(
                FIXED_BYTES + (long) BYTES_PER_BYTE * stream.length, () -> said(stream, Integer.MAX_VALUE, 0, true));
        SplittableRandom random = new SplittableRandom(ByteBuffer.wrap(input).getInt());
        // One byte each for some, so that every place is cut.
        Said inPieces = said(stream, 1 + random.nextInt(MAX_PIECE_BYTES), random.nextLong(), true);
        if (!inPieces.equals(whole)) {
            throw new AssertionError("in pieces it is " + inPieces + ", whole it is " + whole);
        }
        Said uncut = said(stream, Integer.MAX_VALUE, 0, false);
        if (!mayDiffer(uncut.heard(), whole.heard())) {
            throw new AssertionError("without the cutter it is " + uncut + ", with it it is " + whole);
        }
    }

    /**
     * The codec alone may tell from the beginning of the last packet that it is none; the cutter waits for its end. And the cutter tells by the first byte
     * of all that it is no CONNECT, when the codec has heard of nothing.
     */
    private static boolean mayDiffer(String uncut, String cut) {
        return uncut.isEmpty() ? isRefusal(cut) : uncut.startsWith(cut) && isRefusal(uncut.substring(cut.length()));
    }

    private static boolean isRefusal(String heard) {
        return heard.lines().allMatch(line -> line.startsWith("unreadable") || line.startsWith("disconnect"));
    }

    /** What the door understands and answers. */
    private record Said(String heard, String answered) {}

    private static Said said(byte[] stream, int mostBytes, long seed, boolean isCut) {
        UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(false, true);
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.config().setAllocator(memory);
        DecodedPackets decoded = new DecodedPackets();
        PacketCutter cutter = new PacketCutter(
                (serialNumber, bytes) -> FrameRecord.blank(FrameRecord.Kind.ACCEPTED, serialNumber, 1, 2, bytes),
                Replies.MAX_PACKET_BYTES,
                decoded::count);
        FuzzedClient client = new FuzzedClient(isCut ? cutter : null);
        channel.pipeline().addLast(MqttEncoder.INSTANCE);
        if (isCut) {
            channel.pipeline().addLast(cutter);
        }
        channel.pipeline().addLast(MqttListener.decoder(), decoded, client);
        StringBuilder said = new StringBuilder();
        SplittableRandom random = new SplittableRandom(seed);
        for (int at = 0; at < stream.length && !client.isClosed(); ) {
            int end = mostBytes > stream.length
                    ? stream.length
                    : Math.min(stream.length, at + 1 + random.nextInt(mostBytes));
            channel.writeInbound(memory.buffer(end - at).writeBytes(stream, at, end - at));
            at = end;
        }
        for (ByteBuf answer = channel.readOutbound(); answer != null; answer = channel.readOutbound()) {
            said.append(ByteBufUtil.hexDump(answer));
            answer.release();
        }
        client.end();
        channel.finishAndReleaseAll();
        long kept = memory.metric().usedHeapMemory() + memory.metric().usedDirectMemory();
        if (kept != 0) {
            throw new AssertionError(kept + " bytes of buffers are not released");
        }
        return new Said(client.heard(), said.toString());
    }
}
