/**
 * The proof that nobody learns what they may not see: random organizations are put into two databases that differ in everything hidden from
 * one person, and all that this person can ask is answered alike ({@link io.busbar.standalone.secrecy.NonInterferenceIT}).
 */
@NullMarked
package io.busbar.standalone.secrecy;

import org.jspecify.annotations.NullMarked;
