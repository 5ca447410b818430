/**
 * What is measured: device types, their measuring points with unit, scale, plausible range and role, and the quality of a reading. The
 * meaning of a point id comes from here and from nowhere else; code asks for a role, never for an id.
 */
@NullMarked
package io.busbar.measure;

import org.jspecify.annotations.NullMarked;
