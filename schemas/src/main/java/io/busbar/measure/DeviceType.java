package io.busbar.measure;

/**
 * The schema that gives a device's point ids their meaning: 1400 is SOC on a High Voltage BMS and a packed cell location on a Low Voltage
 * one. Immutable.
 *
 * @param code stands for the type in frames and tables, 1 to 65,535; never reused
 */
public record DeviceType(int code, Category category, String brand, String variant) {

    public DeviceType {
        if (code < 1 || code > 65_535) {
            throw new IllegalArgumentException("device type code outside 1 to 65535: " + code);
        }
        requireStep("brand", brand);
        requireStep("variant", variant);
    }

    /** The name in files, requests and answers: "BMS/Dyness/High Voltage". */
    public String path() {
        return category.label() + '/' + brand + '/' + variant;
    }

    private static void requireStep(String column, String text) {
        if (text.isBlank() || text.indexOf('/') >= 0) {
            throw new IllegalArgumentException(column + " blank or with a '/': '" + text + "'");
        }
    }
}
