// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.jaas;

import java.security.Principal;
import java.util.List;
import java.util.Map;

import org.apache.karaf.jaas.boot.principal.GroupPrincipal;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.apache.karaf.jaas.boot.principal.UserPrincipal;
import org.apache.karaf.jaas.modules.BackingEngine;
import org.socache.authn.AuthnCache;

/** User administration that makes the cache forget whom it changes: the user, or everyone when it is a group's roles. */
final class ForgettingEngine implements BackingEngine {

    private final BackingEngine engine;
    private final AuthnCache cache;

    ForgettingEngine(BackingEngine engine, AuthnCache cache) {
        this.engine = engine;
        this.cache = cache;
    }

    /** Also how a password is changed. */
    @Override
    public void addUser(String username, String password) {
        engine.addUser(username, password);
        cache.forgetUser(username);
    }

    @Override
    public void deleteUser(String username) {
        engine.deleteUser(username);
        cache.forgetUser(username);
    }

    @Override
    public void addGroup(String username, String group) {
        engine.addGroup(username, group);
        cache.forgetUser(username);
    }

    @Override
    public void deleteGroup(String username, String group) {
        engine.deleteGroup(username, group);
        cache.forgetUser(username);
    }

    @Override
    public void addRole(String username, String role) {
        engine.addRole(username, role);
        cache.forgetUser(username);
    }

    @Override
    public void deleteRole(String username, String role) {
        engine.deleteRole(username, role);
        cache.forgetUser(username);
    }

    @Override
    public void createGroup(String group) {
        engine.createGroup(group);
    }

    @Override
    public void addGroupRole(String group, String role) {
        engine.addGroupRole(group, role);
        cache.flush();
    }

    @Override
    public void deleteGroupRole(String group, String role) {
        engine.deleteGroupRole(group, role);
        cache.flush();
    }

    @Override
    public List<UserPrincipal> listUsers() {
        return engine.listUsers();
    }

    @Override
    public UserPrincipal lookupUser(String username) {
        return engine.lookupUser(username);
    }

    @Override
    public List<GroupPrincipal> listGroups(UserPrincipal user) {
        return engine.listGroups(user);
    }

    @Override
    public Map<GroupPrincipal, String> listGroups() {
        return engine.listGroups();
    }

    @Override
    public List<RolePrincipal> listRoles(Principal principal) {
        return engine.listRoles(principal);
    }
}
