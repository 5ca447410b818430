package io.busbar.alarm;

/**
 * Whose devices a rule is for. Immutable.
 *
 * @param id of the organization or plant, serial number of the device; empty for everywhere
 * @param organization that the plant or device must belong to besides, so that a rule does not go along with a device that changes hands;
 *     empty for whichever
 */
public record RuleScope(Level level, String id, String organization) {

    /** Every device of the system: what is shipped. */
    public static final RuleScope EVERYWHERE = new RuleScope(Level.EVERYWHERE, "");

    private static final int MAX_ID_CHARS = 64;

    /** In JSON in small letters. Immutable. */
    public enum Level {
        EVERYWHERE,
        ORGANIZATION,
        PLANT,
        DEVICE
    }

    public RuleScope {
        if ((level == Level.EVERYWHERE) != id.isEmpty() || id.length() > MAX_ID_CHARS) {
            throw new IllegalArgumentException(level + " with id '" + id + "', allowed: an id of 1 to " + MAX_ID_CHARS
                    + " characters, none for everywhere");
        }
        boolean hasOwner = level == Level.PLANT || level == Level.DEVICE;
        if (!organization.isEmpty() && (!hasOwner || organization.length() > MAX_ID_CHARS)) {
            throw new IllegalArgumentException(level + " of organization '" + organization + "', allowed: 1 to "
                    + MAX_ID_CHARS + " characters, for plant and device");
        }
    }

    public RuleScope(Level level, String id) {
        this(level, id, "");
    }

    /** Whether the device at this place is meant. */
    public boolean covers(Place place) {
        boolean isOwned = organization.isEmpty() || organization.equals(place.organization());
        return isOwned
                && switch (level) {
                    case EVERYWHERE -> true;
                    case ORGANIZATION -> id.equals(place.organization());
                    case PLANT -> id.equals(place.plant());
                    case DEVICE -> id.equals(place.deviceSerialNumber());
                };
    }

    /** Where a device stands. Immutable. */
    public record Place(String organization, String plant, String deviceSerialNumber) {}
}
