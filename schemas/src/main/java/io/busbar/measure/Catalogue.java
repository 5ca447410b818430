package io.busbar.measure;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Every device type and measuring point the engine knows; the only place where a point id gets a meaning.
 *
 * <p>Made once at start-up from two tables beside this class, which are checked as a whole. Lookups by id are one probe of an open map
 * keyed by {@code code << 32 | id} and allocate nothing. Immutable, may be shared freely.
 */
public final class Catalogue {

    private final List<DeviceType> deviceTypes;
    private final Int2ObjectHashMap<DeviceType> typeByCode = new Int2ObjectHashMap<>();
    private final Map<String, DeviceType> typeByPath = new HashMap<>();
    private final Int2ObjectHashMap<TypePoints> pointsByType = new Int2ObjectHashMap<>();
    private final Long2ObjectHashMap<MeasuringPoint> pointByKey = new Long2ObjectHashMap<>();

    Catalogue(List<TypePoints> types) {
        deviceTypes = types.stream().map(TypePoints::deviceType).toList();
        for (TypePoints type : types) {
            DeviceType deviceType = type.deviceType();
            typeByCode.put(deviceType.code(), deviceType);
            typeByPath.put(deviceType.path(), deviceType);
            pointsByType.put(deviceType.code(), type);
            type.ordered().forEach(point -> pointByKey.put(key(deviceType, point.id()), point));
        }
    }

    /**
     * Reads and checks the tables of this build.
     *
     * @throws IllegalStateException listing every problem found in them
     */
    public static Catalogue load() {
        return CatalogueTables.ofThisBuild().catalogue();
    }

    /** As if there were no other points than some. */
    public Catalogue only(Predicate<MeasuringPoint> some) {
        return new Catalogue(deviceTypes.stream()
                .map(type -> new TypePoints(
                        type, packType(type), points(type).stream().filter(some).toList()))
                .toList());
    }

    /** In ascending order of code. */
    public List<DeviceType> deviceTypes() {
        return deviceTypes;
    }

    public @Nullable DeviceType deviceType(int code) {
        return typeByCode.get(code);
    }

    /** By {@link DeviceType#path}, exact in every letter. */
    public @Nullable DeviceType deviceType(String path) {
        return typeByPath.get(path);
    }

    /** The type of the packs that a BMS of this type combines; null for packs and loggers. */
    public @Nullable DeviceType packType(DeviceType deviceType) {
        TypePoints points = pointsByType.get(deviceType.code());
        return points == null ? null : points.packType();
    }

    /** Null when devices of the type have no such point: a reading of it is quarantined. */
    public @Nullable MeasuringPoint point(DeviceType deviceType, int id) {
        return pointByKey.get(key(deviceType, id));
    }

    /** By {@link MeasuringPoint#code}: "1400", "T". */
    public @Nullable MeasuringPoint point(DeviceType deviceType, String code) {
        TypePoints points = pointsByType.get(deviceType.code());
        return points == null ? null : points.byCode(code);
    }

    /** All points of the type in ascending order of id; empty when it has none. */
    public List<MeasuringPoint> points(DeviceType deviceType) {
        TypePoints points = pointsByType.get(deviceType.code());
        return points == null ? List.of() : points.ordered();
    }

    /**
     * The point that plays a role on this device type, null when none does.
     *
     * @throws IllegalArgumentException when several points may play the role
     */
    public @Nullable MeasuringPoint byRole(DeviceType deviceType, Role role) {
        if (!role.single()) {
            throw new IllegalArgumentException("several points may play the role " + role);
        }
        TypePoints points = pointsByType.get(deviceType.code());
        return points == null ? null : points.byRole(role);
    }

    /** The voltage of cell {@code number}, counted from 1; null beyond the cells the type names, though packs may have more. */
    public @Nullable MeasuringPoint cell(DeviceType deviceType, int number) {
        TypePoints points = pointsByType.get(deviceType.code());
        return points == null ? null : TypePoints.numbered(points.cells(), number);
    }

    /** The voltages of the cells that the type names, by number from 1. */
    public List<MeasuringPoint> cells(DeviceType deviceType) {
        TypePoints points = pointsByType.get(deviceType.code());
        return points == null ? List.of() : points.cells();
    }

    /** The temperature {@code number}, counted from 1; null beyond the temperatures the type names. */
    public @Nullable MeasuringPoint temperature(DeviceType deviceType, int number) {
        TypePoints points = pointsByType.get(deviceType.code());
        return points == null ? null : TypePoints.numbered(points.temperatures(), number);
    }

    /** The received points a derived point is computed from, those of a BMS's cells on the type of its packs; empty for a received point. */
    public List<MeasuringPoint> inputs(MeasuringPoint point) {
        DeviceType packType = packType(point.deviceType());
        DeviceType source = packType == null || point.role().isOfOwnPoints() ? point.deviceType() : packType;
        return point.inputs().stream()
                .map(id -> pointByKey.get(key(source, id)))
                .toList();
    }

    private static long key(DeviceType deviceType, int id) {
        return (long) deviceType.code() << 32 | Integer.toUnsignedLong(id);
    }
}
