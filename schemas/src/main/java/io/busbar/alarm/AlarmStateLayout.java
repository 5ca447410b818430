package io.busbar.alarm;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * How an {@link AlarmState} lies in bytes. Only rules with something to remember are there.
 *
 * <pre>
 *  +-----------+-------------------------+-----------+------------------+
 *  | layout u8 | last observed-at ms i64 | slots u16 | slots, one after |
 *  |  = 1      |                         |           | the other        |
 *  +-----------+-------------------------+-----------+------------------+
 *
 *  slot | length u8 | rule id, ASCII | phase u8 | words i64 x 6, as in AlarmState |
 * </pre>
 *
 * Stateless.
 */
final class AlarmStateLayout {

    private static final byte LAYOUT = 1;
    private static final int HEADER_BYTES = Byte.BYTES + Long.BYTES + Short.BYTES;
    private static final int SLOT_BYTES = 2 * Byte.BYTES + AlarmState.WORDS * Long.BYTES;

    private AlarmStateLayout() {}

    static int length(AlarmState state) {
        int length = HEADER_BYTES;
        for (int slot = 0; slot < state.slots(); slot++) {
            length += state.atRest(slot) ? 0 : SLOT_BYTES + state.ruleId(slot).length();
        }
        return length;
    }

    static void write(AlarmState state, ByteBuffer out) {
        int count = 0;
        for (int slot = 0; slot < state.slots(); slot++) {
            count += state.atRest(slot) ? 0 : 1;
        }
        out.put(LAYOUT).putLong(state.lastObservedAtMillis()).putShort((short) count);
        for (int slot = 0; slot < state.slots(); slot++) {
            if (!state.atRest(slot)) {
                byte[] id = state.ruleId(slot).getBytes(StandardCharsets.US_ASCII);
                out.put((byte) id.length).put(id).put((byte) state.phase(slot).code());
                for (int word = 0; word < AlarmState.WORDS; word++) {
                    out.putLong(state.get(slot, word));
                }
            }
        }
    }

    static AlarmState read(ByteBuffer in) {
        int start = in.position();
        try {
            byte layout = in.get();
            if (layout != LAYOUT) {
                throw new IllegalArgumentException("layout=" + layout + ", expected " + LAYOUT);
            }
            long lastObservedAtMillis = in.getLong();
            int count = Short.toUnsignedInt(in.getShort());
            String[] ids = new String[Math.min(count, in.remaining() / SLOT_BYTES)];
            AlarmPhase[] phases = new AlarmPhase[ids.length];
            long[] words = new long[ids.length * AlarmState.WORDS];
            Set<String> seen = new HashSet<>();
            if (ids.length < count) {
                throw new BufferUnderflowException();
            }
            for (int slot = 0; slot < count; slot++) {
                byte[] id = new byte[Byte.toUnsignedInt(in.get())];
                in.get(id);
                ids[slot] = new String(id, StandardCharsets.US_ASCII);
                if (!seen.add(ids[slot])) {
                    throw new IllegalArgumentException("rule '" + ids[slot] + "' is there twice");
                }
                phases[slot] = AlarmPhase.ofCode(in.get());
                for (int word = 0; word < AlarmState.WORDS; word++) {
                    words[slot * AlarmState.WORDS + word] = in.getLong();
                }
            }
            return checked(new AlarmState(ids, phases, words, lastObservedAtMillis));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new IllegalArgumentException("damaged alarm state: at=" + (in.position() - start) + ": " + e, e);
        }
    }

    private static AlarmState checked(AlarmState state) {
        for (int slot = 0; slot < state.slots(); slot++) {
            state.severity(slot); // throws
        }
        return state;
    }
}
