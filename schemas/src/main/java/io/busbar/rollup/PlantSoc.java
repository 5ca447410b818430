package io.busbar.rollup;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The state of charge of a plant, or of any set of batteries: members without one are left out; the others are weighted by capacity when every one of
 * them has a known one, and count alike otherwise. Immutable.
 *
 * @param socMillipercent rounded to the nearest, halves upwards; null when no member has one
 * @param isWeighted whether capacities counted
 */
public record PlantSoc(@Nullable Long socMillipercent, boolean isWeighted, Coverage coverage) {

    public PlantSoc {
        if ((socMillipercent == null) != (coverage.included() == 0)) {
            throw new IllegalArgumentException(
                    "socMillipercent=%s of %d members, must be null exactly when there are none"
                            .formatted(socMillipercent, coverage.included()));
        }
    }

    /**
     * Exact for up to 9 × 10^13 units of capacity in all, which are 90 TWh.
     *
     * @throws ArithmeticException beyond
     */
    public static PlantSoc of(List<MemberSoc> members) {
        List<MemberSoc> known = members.stream()
                .filter(member -> member.socMillipercent() != null)
                .toList();
        if (known.isEmpty()) {
            return new PlantSoc(null, false, new Coverage(0, members.size(), null));
        }
        boolean isWeighted = known.stream().allMatch(member -> member.capacity() != null);
        long weighted = 0;
        long weights = 0;
        long oldestAtMillis = Long.MAX_VALUE;
        for (MemberSoc member : known) {
            long weight = isWeighted ? Objects.requireNonNull(member.capacity()) : 1;
            long soc = Objects.requireNonNull(member.socMillipercent());
            weighted = Math.addExact(weighted, Math.multiplyExact(soc, weight));
            weights = Math.addExact(weights, weight);
            oldestAtMillis = Math.min(oldestAtMillis, member.atMillis());
        }
        return new PlantSoc(
                Rounding.halfUp(weighted, weights),
                isWeighted,
                new Coverage(known.size(), members.size(), oldestAtMillis));
    }
}
