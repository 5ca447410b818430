package io.busbar.query.access;

import static io.busbar.query.access.Reach.ALL;
import static io.busbar.query.access.Reach.ASSIGNED;
import static io.busbar.query.access.Reach.NONE;
import static io.busbar.query.access.Reach.OWN;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a member of an organization is, and the one table of what each role may do. Immutable. */
public enum Role {
    // spotless:off
    //                        see       edit      grant     edit  manage   alarm  handle    command  assign      read
    //                        plants    fleet     visits    groups members  rules  alarms    devices  quarantine  audit
    MANAGER                  (ALL,      ALL,      ALL,      ALL,  ALL,     ALL,   ALL,      ALL,     ALL,        ALL),
    ADMINISTRATOR            (ALL,      ALL,      ALL,      NONE, ALL,     ALL,   ALL,      ALL,     NONE,       ALL),
    OPERATION_MANAGER        (ALL,      ALL,      ALL,      NONE, NONE,    ALL,   ALL,      ALL,     NONE,       NONE),
    OPERATION_AND_MAINTENANCE(ALL,      ALL,      NONE,     NONE, NONE,    NONE,  ALL,      ALL,     NONE,       NONE),
    INSTALLER                (ASSIGNED, ASSIGNED, OWN,      NONE, NONE,    NONE,  ASSIGNED, ASSIGNED, NONE,      NONE),
    GENERAL_USER             (ALL,      NONE,     NONE,     NONE, NONE,    NONE,  NONE,     NONE,    NONE,       NONE),
    MARKETING                (ALL,      NONE,     NONE,     NONE, NONE,    NONE,  NONE,     NONE,    NONE,       NONE),
    END_USER                 (OWN,      OWN,      OWN,      NONE, NONE,    NONE,  OWN,      NONE,    NONE,       NONE);
    // spotless:on

    @SuppressWarnings("Immutable") // filled by the constructor, then only read
    private final Map<Capability, Reach> reaches = new EnumMap<>(Capability.class);

    /** Reaches in the order of {@link Capability}'s constants. */
    Role(Reach... reaches) {
        Capability[] capabilities = Capability.values();
        if (reaches.length != capabilities.length) {
            throw new IllegalArgumentException(this + " names " + reaches.length + " reaches");
        }
        for (int i = 0; i < capabilities.length; i++) {
            this.reaches.put(capabilities[i], reaches[i]);
        }
    }

    public Reach reach(Capability capability) {
        return reaches.getOrDefault(capability, NONE);
    }

    /** True when nothing that {@code other} may do lies beyond this role: only such roles can be given to others. */
    public boolean covers(Role other) {
        return reaches.entrySet().stream().allMatch(mine -> mine.getValue().covers(other.reach(mine.getKey())));
    }

    /** By the constant's name; null when there is no such role. */
    public static @Nullable Role ofName(String name) {
        for (Role role : values()) {
            if (role.name().equals(name)) {
                return role;
            }
        }
        return null;
    }
}
