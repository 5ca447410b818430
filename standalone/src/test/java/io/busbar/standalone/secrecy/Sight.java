package io.busbar.standalone.secrecy;

import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.query.access.Capability;
import io.busbar.query.access.Reach;
import io.busbar.standalone.secrecy.Blueprint.Binding;
import io.busbar.standalone.secrecy.Blueprint.Device;
import io.busbar.standalone.secrecy.Blueprint.Group;
import io.busbar.standalone.secrecy.Blueprint.Logger;
import io.busbar.standalone.secrecy.Blueprint.Member;
import io.busbar.standalone.secrecy.Blueprint.Plant;
import io.busbar.standalone.secrecy.Blueprint.Stay;
import io.busbar.standalone.secrecy.Blueprint.TypedPoint;
import io.busbar.standalone.secrecy.Blueprint.UsedKey;
import io.busbar.standalone.secrecy.Blueprint.Visit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the asker of a blueprint may see, reckoned from the contract of permissions without the code that enforces it; only the matrix of roles is the
 * same. Where it is in doubt, a thing is seen, and then is the same in both worlds. Immutable.
 */
final class Sight {

    private final Blueprint blueprint;
    private final Catalogue catalogue;
    private final Set<TypedPoint> own;

    Sight(Blueprint blueprint, Catalogue catalogue) {
        this.blueprint = blueprint;
        this.catalogue = catalogue;
        this.own = limited(blueprint.asker().group());
    }

    /** Part of the time during which a device is seen. */
    record Span(int from, int to, Stay stay, Binding binding) {
        boolean holds(int frame) {
            return frame >= from && frame < to;
        }
    }

    /** The points of the own measurement group. */
    Set<TypedPoint> own() {
        return own;
    }

    /** The points that are seen at one plant or another. */
    Set<TypedPoint> anywhere() {
        Set<TypedPoint> points = new HashSet<>(own);
        for (Plant plant : blueprint.plants()) {
            Visit visit = visit(plant.organization(), plant.number());
            if (visit != null) {
                points.addAll(limited(visit.group()));
            }
        }
        return points;
    }

    Reach reach(Capability capability) {
        UsedKey key = blueprint.key();
        return key == null || key.capabilities().contains(capability)
                ? blueprint.asker().role().reach(capability)
                : Reach.NONE;
    }

    boolean may(Capability capability) {
        return reach(capability) != Reach.NONE;
    }

    /** Whether a capability of the membership covers a place of an organization. */
    boolean may(Capability capability, int organization, @Nullable Integer plant) {
        if (!isLeft(plant) || organization != 0) {
            return false;
        }
        Reach needed = plant == null ? Reach.ALL : tie(blueprint.plants().get(plant));
        return reach(capability).covers(needed);
    }

    boolean sees(Plant plant) {
        return sees(plant.organization(), plant.number());
    }

    boolean sees(int organization, @Nullable Integer plant) {
        return may(Capability.SEE_PLANTS, organization, plant) || visit(organization, plant) != null;
    }

    /** Where the logger is now. */
    boolean sees(Logger logger) {
        Stay now = logger.stays().get(logger.stays().size() - 1);
        return sees(now.organization(), now.plant());
    }

    boolean sees(Member member) {
        return member.equals(blueprint.asker())
                || (member.organization() == 0
                        && (may(Capability.MANAGE_MEMBERS)
                                || may(Capability.READ_AUDIT)
                                || may(Capability.GRANT_VISITS) // who names owners and installers, by their ids
                                || isNamed(member)));
    }

    /** Whether the group's name and points can be asked for. */
    boolean sees(Group group) {
        return group.organization() == 0
                && (reach(Capability.EDIT_GROUPS) == Reach.ALL || own.containsAll(visible(group)));
    }

    /** Whether it is named as what a device that is seen is part of. */
    boolean namesParent(Device parent) {
        return blueprint.devices().stream()
                .anyMatch(device -> Objects.equals(device.parent(), parent.number())
                        && !spans(device).isEmpty());
    }

    List<Span> spans(Device device) {
        List<Span> spans = new ArrayList<>();
        for (Binding binding : device.bindings()) {
            for (Stay stay : blueprint.loggers().get(binding.logger()).stays()) {
                int from = Math.max(binding.from(), stay.from());
                int to = Math.min(binding.to(), stay.to());
                if (from < to && sees(stay.organization(), stay.plant())) {
                    spans.add(new Span(from, to, stay, binding));
                }
            }
        }
        return spans;
    }

    /** Whether a device, or its logger, is at one place and then at another. */
    boolean changesHands(Device device) {
        return device.bindings().size() > 1
                || blueprint
                                .loggers()
                                .get(device.bindings().get(0).logger())
                                .stays()
                                .size()
                        > 1;
    }

    /** What is seen of a device during the span, at the least by who asks for the devices of that plant alone. */
    Set<TypedPoint> points(Span span) {
        Stay stay = span.stay();
        Visit visit = visit(stay.organization(), stay.plant());
        return isMemberAt(span) || visit == null ? own : limited(visit.group());
    }

    /** Whether the plant of the span is seen by the membership, and not by a visit. */
    boolean isMemberAt(Span span) {
        return may(
                Capability.SEE_PLANTS, span.stay().organization(), span.stay().plant());
    }

    /** What of a group is seen by its members: derived points only with all their inputs, unless they are declassified. */
    Set<TypedPoint> visible(Group group) {
        Set<TypedPoint> visible = new HashSet<>();
        for (Map.Entry<TypedPoint, Boolean> assigned : group.points().entrySet()) {
            TypedPoint point = assigned.getKey();
            DeviceType type = Objects.requireNonNull(catalogue.deviceType(point.type()));
            MeasuringPoint known = catalogue.point(type, (int) point.point());
            boolean withInputs = known == null
                    || assigned.getValue()
                    || catalogue.inputs(known).stream()
                            .map(input -> new TypedPoint(input.deviceType().code(), Integer.toUnsignedLong(input.id())))
                            .allMatch(group.points()::containsKey);
            if (withInputs) {
                visible.add(point);
            }
        }
        return visible;
    }

    private Set<TypedPoint> limited(int group) {
        Set<TypedPoint> points = visible(blueprint.groups().get(group));
        UsedKey key = blueprint.key();
        Integer limit = key == null ? null : key.group();
        if (limit != null) {
            points.retainAll(visible(blueprint.groups().get(limit)));
        }
        return points;
    }

    private boolean isLeft(@Nullable Integer plant) {
        UsedKey key = blueprint.key();
        Set<Integer> left = key == null ? null : key.plants();
        return left == null || (plant != null && left.contains(plant));
    }

    private @Nullable Visit visit(int organization, @Nullable Integer plant) {
        boolean counts =
                isLeft(plant) && (organization == 0 || blueprint.asker().isProven());
        return blueprint.visits().stream()
                .filter(visit -> counts && !visit.isOver() && Objects.equals(visit.plant(), plant))
                .findFirst()
                .orElse(null);
    }

    private Reach tie(Plant plant) {
        int asker = blueprint.asker().number();
        return Objects.equals(plant.owner(), asker)
                ? Reach.OWN
                : plant.installers().contains(asker) ? Reach.ASSIGNED : Reach.ALL;
    }

    /** Whether a plant that is seen names the member. */
    private boolean isNamed(Member member) {
        return blueprint.plants().stream()
                .filter(plant -> sees(plant.organization(), plant.number()))
                .anyMatch(plant -> Objects.equals(plant.owner(), member.number())
                        || plant.installers().contains(member.number()));
    }
}
