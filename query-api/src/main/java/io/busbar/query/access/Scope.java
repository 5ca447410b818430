package io.busbar.query.access;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
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

    private static final int VERSION_BYTES = 16;

    private final Principal principal;
    private final Person person;
    private final Narrowing narrowing;
    private final PointSet points;
    private final Map<Integer, OwnPlant> ownPlants;
    private final Map<Integer, Visit> visits;
    private final Instant end;
    private final String policyVersion;

    /** Why a plant of the own organization is near to a person. Immutable. */
    enum Tie {
        OWNED(Reach.OWN),
        ASSIGNED(Reach.ASSIGNED);

        private final Reach needed;

        Tie(Reach needed) {
            this.needed = needed;
        }
    }

    /** A plant of the own organization that the person owns or installs. Immutable. */
    record OwnPlant(String id, Tie tie) {}

    /** A plant that the person visits, with the points to be seen there. Immutable. */
    record Visit(String plantId, PointSet points) {}

    /**
     * What is left of the rights of a person for who acts with a key of theirs. Immutable.
     *
     * @param plants public ids by surrogate id; null leaves all
     */
    record Narrowing(Set<Capability> capabilities, @Nullable Map<Integer, String> plants) {

        static final Narrowing NONE = new Narrowing(Set.of(Capability.values()), null);

        Narrowing {
            capabilities = Set.copyOf(capabilities);
            plants = plants == null ? null : Map.copyOf(plants);
        }

        boolean leaves(@Nullable Integer plantKey) {
            return plants == null || (plantKey != null && plants.containsKey(plantKey));
        }
    }

    /**
     * @param ownPlants by surrogate id
     * @param visits by surrogate id of the plant, those that have not expired
     * @param end when time alone makes it another one: the first of the visits expires, or the key; {@link Instant#MAX} for never
     */
    Scope(
            Principal principal,
            Person person,
            Narrowing narrowing,
            PointSet points,
            Map<Integer, OwnPlant> ownPlants,
            Map<Integer, Visit> visits,
            Instant end) {
        this.principal = principal;
        this.person = person;
        this.narrowing = narrowing;
        this.points = points;
        this.ownPlants = Map.copyOf(ownPlants);
        this.visits = Map.copyOf(visits);
        this.end = end;
        this.policyVersion = version();
    }

    /** By whose credentials. */
    public Principal principal() {
        return principal;
    }

    public Person person() {
        return person;
    }

    /** The points of the own measurement group. */
    public PointSet points() {
        return points;
    }

    /** The points that can be seen at one plant or another. */
    public PointSet pointsAnywhere() {
        return visits.entrySet().stream()
                .filter(visit -> narrowing.leaves(visit.getKey()))
                .map(visit -> visit.getValue().points())
                .reduce(points, PointSet::union);
    }

    public Reach reach(Capability capability) {
        return narrowing.capabilities().contains(capability) ? person.role().reach(capability) : Reach.NONE;
    }

    /** True when nothing that the role may do lies beyond this scope: only such roles can be given to others. */
    public boolean coversRole(Role role) {
        return Arrays.stream(Capability.values())
                .allMatch(capability -> reach(capability).covers(role.reach(capability)));
    }

    /** Whether the capability is there for any plant at all; visits give nothing but seeing. */
    public boolean may(Capability capability) {
        return reach(capability) != Reach.NONE || (capability == Capability.SEE_PLANTS && !visits.isEmpty());
    }

    /** Whether the capability covers this plant; no plant is covered only by {@link Reach#ALL}. */
    public boolean may(Capability capability, int organizationKey, @Nullable Integer plantKey) {
        return narrowing.leaves(plantKey)
                && (mayByMembership(capability, organizationKey, plantKey)
                        || (capability == Capability.SEE_PLANTS && plantKey != null && visits.containsKey(plantKey)));
    }

    /** Whether a plant that is seen is seen as a member, and not as a visitor. */
    public boolean seesAsMember(int organizationKey, @Nullable Integer plantKey) {
        return mayByMembership(Capability.SEE_PLANTS, organizationKey, plantKey);
    }

    /** The points to be seen at a plant that {@link #sees} lets through. */
    public PointSet pointsAt(int organizationKey, @Nullable Integer plantKey) {
        Visit visit = plantKey == null ? null : visits.get(plantKey);
        return visit == null || seesAsMember(organizationKey, plantKey) ? points : visit.points();
    }

    /** When time alone makes it another one. */
    Instant end() {
        return end;
    }

    /** The condition that lets through rows of visible plants, given the columns with the row's organization and plant. */
    public Sql sees(String organizationColumn, String plantColumn) {
        Sql condition = Sql.of("((" + plantColumn + " = ANY(?)", (Object) nearPlants());
        if (reach(Capability.SEE_PLANTS) == Reach.ALL) {
            condition.append(" OR " + organizationColumn + " = ?", person.organizationKey());
        }
        condition.append(")");
        Map<Integer, String> left = narrowing.plants();
        if (left != null) {
            condition.append(
                    " AND " + plantColumn + " = ANY(?)", (Object) left.keySet().toArray(Integer[]::new));
        }
        return condition.append(")");
    }

    /** Changes whenever anything changes that this person may see or do; cursors of an older version are void. It depends on nothing hidden. */
    public String policyVersion() {
        return policyVersion;
    }

    private boolean mayByMembership(Capability capability, int organizationKey, @Nullable Integer plantKey) {
        if (reach(capability) == Reach.ALL && organizationKey == person.organizationKey()) {
            return true;
        }
        OwnPlant own = plantKey == null ? null : ownPlants.get(plantKey);
        return own != null && reach(capability).covers(own.tie().needed);
    }

    private Integer[] nearPlants() {
        Set<Integer> plants = new TreeSet<>(visits.keySet());
        ownPlants.forEach((plant, own) -> {
            if (reach(Capability.SEE_PLANTS).covers(own.tie().needed)) {
                plants.add(plant);
            }
        });
        return plants.toArray(Integer[]::new);
    }

    /** Made of public ids alone: surrogate ids tell how much there is that is hidden. */
    private String version() {
        Map<String, String> plants = new TreeMap<>();
        ownPlants.values().forEach(own -> plants.put(own.id(), own.tie().name()));
        Map<String, String> visited = new TreeMap<>();
        visits.values().forEach(visit -> visited.put(visit.plantId(), digest(visit.points())));
        Map<Integer, String> left = narrowing.plants();
        String text = String.join(
                "|",
                principal instanceof Principal.ApiKey key ? key.keySha256() : "",
                person.id(),
                person.organizationId(),
                person.role().name(),
                new TreeSet<>(narrowing.capabilities()).toString(),
                left == null ? "all" : new TreeSet<>(left.values()).toString(),
                plants.toString(),
                digest(points),
                visited.toString());
        return HexFormat.of().formatHex(Secrets.sha256(text.getBytes(StandardCharsets.UTF_8)), 0, VERSION_BYTES);
    }

    private static String digest(PointSet points) {
        long[] keys = points.keys();
        ByteBuffer bytes = ByteBuffer.allocate(keys.length * Long.BYTES);
        bytes.asLongBuffer().put(keys);
        return HexFormat.of().formatHex(Secrets.sha256(bytes.array()), 0, VERSION_BYTES);
    }
}
