package io.busbar.query.access;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What one person may see and do at this moment: plants × measuring points, as a value that yields row filters and column masks.
 *
 * <p>Only this package makes one, from the database; whoever reads fleet or samples must present it. It is used again only while nothing
 * that it was made from has changed ({@link AccessChanges}). Binding intervals join it in {@link VisibleDevice}. A plant is judged by exactly one group: the membership's where the person has the plant by
 * role, ownership or assignment, else the visit's. Immutable.
 */
public final class Scope {

    private final Person person;
    private final PointSet points;
    private final Map<Integer, Tie> ownPlants;
    private final Map<Integer, PointSet> visits;
    private final Instant visitsEnd;

    /** Why a plant of the own organization is near to a person. Immutable. */
    enum Tie {
        OWNED(Reach.OWN),
        ASSIGNED(Reach.ASSIGNED);

        private final Reach needed;

        Tie(Reach needed) {
            this.needed = needed;
        }
    }

    /**
     * @param ownPlants plants of the own organization that the person owns or installs
     * @param visits points by plant, for visits that have not expired
     * @param visitsEnd when the first of them expires, {@link Instant#MAX} without any
     */
    Scope(
            Person person,
            PointSet points,
            Map<Integer, Tie> ownPlants,
            Map<Integer, PointSet> visits,
            Instant visitsEnd) {
        this.person = person;
        this.points = points;
        this.ownPlants = Map.copyOf(ownPlants);
        this.visits = Map.copyOf(visits);
        this.visitsEnd = visitsEnd;
    }

    public Person person() {
        return person;
    }

    /** The points of the own measurement group. */
    public PointSet points() {
        return points;
    }

    public Reach reach(Capability capability) {
        return person.role().reach(capability);
    }

    /** Whether the capability is there for any plant at all; visits give nothing but seeing. */
    public boolean may(Capability capability) {
        return reach(capability) != Reach.NONE || (capability == Capability.SEE_PLANTS && !visits.isEmpty());
    }

    /** Whether the capability covers this plant; no plant is covered only by {@link Reach#ALL}. */
    public boolean may(Capability capability, int organizationKey, @Nullable Integer plantKey) {
        if (reach(capability) == Reach.ALL && organizationKey == person.organizationKey()) {
            return true;
        }
        if (plantKey == null) {
            return false;
        }
        Tie tie = ownPlants.get(plantKey);
        return (tie != null && reach(capability).covers(tie.needed))
                || (capability == Capability.SEE_PLANTS && visits.containsKey(plantKey));
    }

    /** The points to be seen at a plant that {@link #sees} lets through. */
    public PointSet pointsAt(int organizationKey, @Nullable Integer plantKey) {
        boolean own = organizationKey == person.organizationKey() && reach(Capability.SEE_PLANTS) == Reach.ALL;
        if (own || plantKey == null || ownPlants.containsKey(plantKey)) {
            return points;
        }
        return visits.getOrDefault(plantKey, points);
    }

    /** When time alone makes it another one. */
    Instant visitsEnd() {
        return visitsEnd;
    }

    /** The condition that lets through rows of visible plants, given the columns with the row's organization and plant. */
    public Sql sees(String organizationColumn, String plantColumn) {
        Sql condition = Sql.of("(" + plantColumn + " = ANY(?)", (Object) visiblePlants());
        if (reach(Capability.SEE_PLANTS) == Reach.ALL) {
            condition.append(" OR " + organizationColumn + " = ?", person.organizationKey());
        }
        return condition.append(")");
    }

    /** Changes whenever anything changes that this person may see or do; cursors of an older version are void. */
    public String policyVersion() {
        StringBuilder text = new StringBuilder(person.id())
                .append('|')
                .append(person.organizationKey())
                .append('|')
                .append(person.role())
                .append('|')
                .append(new TreeMap<>(ownPlants))
                .append('|')
                .append(digest(points));
        visits.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(visit ->
                        text.append('|').append(visit.getKey()).append('=').append(digest(visit.getValue())));
        byte[] hash = Secrets.sha256(text.toString().getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash, 0, 8);
    }

    private Integer[] visiblePlants() {
        Set<Integer> plants = new TreeSet<>(visits.keySet());
        ownPlants.forEach((plant, tie) -> {
            if (reach(Capability.SEE_PLANTS).covers(tie.needed)) {
                plants.add(plant);
            }
        });
        return plants.toArray(Integer[]::new);
    }

    private static String digest(PointSet points) {
        long[] keys = points.keys();
        ByteBuffer bytes = ByteBuffer.allocate(keys.length * Long.BYTES);
        bytes.asLongBuffer().put(keys);
        return HexFormat.of().formatHex(Secrets.sha256(bytes.array()), 0, 8);
    }
}
