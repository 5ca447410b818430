/** Alarms of a BMS and its packs, judged moment by moment: the same live, again from what is stored, and in simulation. */
@NullMarked
package io.busbar.alarm.family;

import org.jspecify.annotations.NullMarked;
