// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import java.util.Set;

import org.socache.http.engine.record.Timing;
import org.socache.http.engine.record.Trait;

/**
 * What the fields of a response say about its reuse, under the policy in force.
 *
 * @param timing ages and lifetimes
 * @param traits the marks it is stored with
 * @param explicit whether the origin itself stated the lifetime
 */
public record Freshness(Timing timing, Set<Trait> traits, boolean explicit) {}
