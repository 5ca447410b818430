package io.busbar.query.http;

import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.query.access.Refusal;
import org.jspecify.annotations.Nullable;

/** Device types as requests name them. Stateless. */
final class DeviceTypes {

    private DeviceTypes() {}

    /** @throws Refusal at {@code pointer} when there is no such type */
    static DeviceType named(Catalogue catalogue, String pointer, @Nullable String path) {
        DeviceType type = path == null ? null : catalogue.deviceType(path);
        if (type == null) {
            String known = String.join(
                    ", ", catalogue.deviceTypes().stream().map(DeviceType::path).toList());
            throw Refusal.invalid(pointer, "is to be one of " + known);
        }
        return type;
    }
}
