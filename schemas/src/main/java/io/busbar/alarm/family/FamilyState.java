package io.busbar.alarm.family;

import io.busbar.alarm.AlarmEvaluator;
import io.busbar.alarm.AlarmState;
import io.busbar.alarm.Transition;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Where the rules of a family stand after a moment. In bytes, big-endian:
 *
 * <pre>
 *  +-----------+--------------------+-------------+--------------------------------------------------------+
 *  | layout u8 | last moment ms i64 | devices u16 | of each: id i32, bound from ms i64, its AlarmState     |
 *  |  = 1      |                    |             |                                                        |
 *  +-----------+--------------------+-------------+--------------------------------------------------------+
 * </pre>
 *
 * Confined to one thread.
 */
public final class FamilyState {

    /** Before the first moment. */
    public static final long NEVER = Long.MIN_VALUE;

    private static final byte LAYOUT = 1;
    private static final int HEADER_BYTES = Byte.BYTES + Long.BYTES + Short.BYTES;
    private static final int DEVICE_BYTES = Integer.BYTES + Long.BYTES;

    private final Map<Integer, Member> members = new LinkedHashMap<>();
    private long lastMillis = NEVER;

    private static final class Member {
        private long boundFromMillis;
        private AlarmState state;

        Member(long boundFromMillis, AlarmState state) {
            this.boundFromMillis = boundFromMillis;
            this.state = state;
        }
    }

    /** Time of the last moment that was judged. */
    public long lastMillis() {
        return lastMillis;
    }

    void judged(long atMillis) {
        lastMillis = atMillis;
    }

    /** Ids of the devices that it knows. */
    public Set<Integer> devices() {
        return members.keySet();
    }

    /** Whether an alarm of a device is open that was raised at that moment. */
    public boolean isOpen(int deviceId, String ruleId, long raisedAtMillis) {
        Member member = members.get(deviceId);
        return member != null && member.state.isOpen(ruleId, raisedAtMillis);
    }

    /**
     * The state of a device. When it is another's since the last time, its alarms are closed at the moment that it changed hands.
     *
     * @param out is told of those
     */
    AlarmState of(Moment.Part part, Consumer<? super Transition> out) {
        Member member = members.get(part.deviceId());
        if (member == null) {
            member = new Member(part.boundFromMillis(), new AlarmState());
            members.put(part.deviceId(), member);
        } else if (member.boundFromMillis != part.boundFromMillis()) {
            AlarmEvaluator.close(member.state, part.said().serialNumber(), part.boundFromMillis(), out);
            member.boundFromMillis = part.boundFromMillis();
            member.state = new AlarmState();
        }
        return member.state;
    }

    /** Whether a device is known here as that of another logger, or from another time. */
    public boolean isAnothers(int deviceId, long boundFromMillis) {
        Member member = members.get(deviceId);
        return member != null && member.boundFromMillis != boundFromMillis;
    }

    void leave(Departures.Departure gone, FamilyJudge.Transitions out) {
        Member member = members.get(gone.deviceId());
        if (member != null && member.boundFromMillis == gone.boundFromMillis()) {
            AlarmEvaluator.close(
                    member.state,
                    gone.serialNumber(),
                    gone.atMillis(),
                    transition -> out.transition(gone.deviceId(), transition));
            members.remove(gone.deviceId());
        }
    }

    public FamilyState copy() {
        FamilyState copy = new FamilyState();
        copy.lastMillis = lastMillis;
        members.forEach((id, member) -> copy.members.put(id, new Member(member.boundFromMillis, member.state.copy())));
        return copy;
    }

    public byte[] encode() {
        int length = HEADER_BYTES;
        for (Member member : members.values()) {
            length += DEVICE_BYTES + member.state.length();
        }
        ByteBuffer out =
                ByteBuffer.allocate(length).put(LAYOUT).putLong(lastMillis).putShort((short) members.size());
        members.forEach((id, member) -> {
            out.putInt(id).putLong(member.boundFromMillis);
            member.state.write(out);
        });
        return out.array();
    }

    /** @throws IllegalArgumentException when the bytes are no such states */
    public static FamilyState decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            byte layout = in.get();
            if (layout != LAYOUT) {
                throw new IllegalArgumentException("layout=" + layout + ", expected " + LAYOUT);
            }
            FamilyState state = new FamilyState();
            state.lastMillis = in.getLong();
            int count = Short.toUnsignedInt(in.getShort());
            for (int i = 0; i < count; i++) {
                int id = in.getInt();
                long boundFromMillis = in.getLong();
                state.members.put(id, new Member(boundFromMillis, AlarmState.read(in)));
            }
            return state;
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("damaged alarm states: length=" + bytes.length, e);
        }
    }
}
