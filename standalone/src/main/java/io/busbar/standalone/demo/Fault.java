package io.busbar.standalone.demo;

/** What is wrong with a demo logger or the batteries behind it, so that there is something to find. */
enum Fault {
    NONE("healthy"),
    WEAK_CELL("cell 7 of the first pack has less capacity and more resistance"),
    DRIFTING_PACK("cell 1 of the second pack loses charge to its neighbours"),
    FALLS_SILENT("stops sending after two minutes"),
    RESENDS("sends every frame twice, and once a minute the last twelve again"),
    LATE_BACKLOG("holds its frames back for one minute in five and sends them late");

    private final String description;

    Fault(String description) {
        this.description = description;
    }

    String description() {
        return description;
    }
}
