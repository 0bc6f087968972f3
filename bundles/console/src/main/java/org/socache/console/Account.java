// SPDX-License-Identifier: Apache-2.0
package org.socache.console;

import java.util.Set;
import javax.servlet.http.HttpServletRequest;

/**
 * Who is asking.
 *
 * @param name as in Karaf's realm
 * @param roles of Karaf's realm, such as viewer, manager, admin
 */
record Account(String name, Set<String> roles) {

    private static final String ATTRIBUTE = Account.class.getName();

    Account {
        roles = Set.copyOf(roles);
    }

    /** May see caches and metrics. */
    boolean mayRead() {
        return mayPurge() || roles.contains("viewer");
    }

    /** May take pages out of the HTTP cache. */
    boolean mayPurge() {
        return mayChange() || roles.contains("manager");
    }

    /** May switch and clear. */
    boolean mayChange() {
        return roles.contains("admin");
    }

    void attachTo(HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    static Account of(HttpServletRequest request) {
        return (Account) request.getAttribute(ATTRIBUTE);
    }
}
