-- The ledger of a queue in Redis. One call is one atomic step, and each step may be asked twice: an answer that was lost
-- is asked for again. KEYS[1]: the queue; its other keys begin with it. ARGV: command, pod, uid of the pod, then the rest.
-- List QUEUE: names of items that nobody has taken. Hash QUEUE:items: all items, each with its state as JSON.
local queue = KEYS[1]
local items, pods, facts = queue .. ':items', queue .. ':pods', queue .. ':facts'
local command, pod, uid = ARGV[1], ARGV[2], ARGV[3]
local now = tonumber(redis.call('TIME')[1])

local function read(name)
    local text = redis.call('HGET', items, name)
    return text and cjson.decode(text)
end
local function write(name, item)
    redis.call('HSET', items, name, cjson.encode(item))
end
local function count(state, by)
    redis.call('HINCRBY', facts, state, by)
end
local function move(name, item, state)
    count(item.state, -1)
    count(state, 1)
    item.state = state
    write(name, item)
end
local function number(name)
    return tonumber(redis.call('HGET', facts, name) or '0')
end
-- A pod that has not been heard of for so long is dead, or cannot be told from a dead one.
local function reap(patience, again)
    local taken = redis.call('HGETALL', pods)
    for i = 1, #taken, 2 do
        local name = taken[i + 1]
        local item = read(name)
        if item and item.state == 'taken' and item.uid == taken[i] and now - item.beat > patience then
            redis.call('HDEL', pods, taken[i])
            if again then
                move(name, item, 'queued')
                redis.call('LPUSH', queue, name)
            else
                item.reason = 'lost: nothing was heard of the pod'
                move(name, item, 'failed')
            end
        end
    end
end

if command == 'begin' then -- of a loader; uid is that of its Job
    local loader = redis.call('HGET', facts, 'loader')
    if loader and loader ~= uid then return 'foreign' end
    redis.call('HSET', facts, 'loader', uid)
    return redis.call('HEXISTS', facts, 'loaded') == 1 and 'already' or 'ok'
elseif command == 'load' then
    if redis.call('HEXISTS', facts, 'loaded') == 1 or redis.call('HEXISTS', items, ARGV[4]) == 1 then return 'ok' end
    write(ARGV[4], {state = 'queued'})
    count('queued', 1)
    redis.call('RPUSH', queue, ARGV[4])
    return 'ok'
elseif command == 'loaded' then
    if redis.call('HLEN', items) ~= tonumber(ARGV[4]) then return 'short' end
    redis.call('HSETNX', facts, 'loaded', now)
    return 'ok'
elseif command == 'take' then -- patience, again
    if redis.call('HEXISTS', facts, 'loaded') == 0 then return 'wait' end
    reap(tonumber(ARGV[4]), ARGV[5] == 'again')
    local name = redis.call('HGET', pods, uid) or redis.call('LPOP', queue)
    if name then
        local item = read(name)
        if item.state == 'queued' then move(name, item, 'taken') end
        item.pod, item.uid, item.at, item.beat, item.reason = pod, uid, item.at or now, now, nil
        write(name, item)
        redis.call('HSET', pods, uid, name)
        return 'item ' .. name
    end
    if number('taken') > 0 then return 'busy' end
    return number('failed') > 0 and 'over' or 'empty'
elseif command == 'beat' then
    local name = redis.call('HGET', pods, uid)
    if not name then return 'none' end
    local item = read(name)
    item.beat = now
    write(name, item)
    return 'ok'
elseif command == 'finish' then -- item, done or failed, reason
    local name, state = ARGV[4], ARGV[5]
    local item = read(name)
    -- One that was given up as lost may still tell how it ended; what another pod has by now is not its own any more.
    if not item or item.uid ~= uid or item.state == 'queued' then return 'gone' end
    redis.call('HDEL', pods, uid)
    item.reason = ARGV[6] ~= '' and ARGV[6] or nil
    item.ended = now
    move(name, item, state)
    return 'ok'
elseif command == 'again' then -- item: after clean-up, by an operator
    local item = read(ARGV[4])
    if not item then return 'gone' end
    if item.state == 'queued' then return 'ok' end
    if item.state ~= 'failed' then return item.state end
    move(ARGV[4], {state = item.state}, 'queued')
    redis.call('RPUSH', queue, ARGV[4])
    return 'ok'
elseif command == 'ledger' then -- patience, again
    reap(tonumber(ARGV[4]), ARGV[5] == 'again')
    local waiting = {}
    for _, name in ipairs(redis.call('LRANGE', queue, 0, -1)) do waiting[name] = true end
    local list = {}
    local sum = {loaded = redis.call('HEXISTS', facts, 'loaded') == 1, items = 0, queued = 0, taken = 0, done = 0, failed = 0}
    local all = redis.call('HGETALL', items)
    for i = 1, #all, 2 do
        local item = cjson.decode(all[i + 1])
        -- An image that takes with LPOP does not say who it is, nor how it ended.
        if item.state == 'queued' and not waiting[all[i]] then item.state = 'taken' end
        item.item, item.uid, item.beat = all[i], nil, nil
        list[#list + 1] = item
        sum.items = sum.items + 1
        sum[item.state] = sum[item.state] + 1
    end
    table.sort(list, function(a, b) return a.item < b.item end)
    if #list > 0 then sum.list = list end
    return cjson.encode(sum)
end
return 'unknown command ' .. command
