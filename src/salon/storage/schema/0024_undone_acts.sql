-- An act is undone as long as the act that undid it is not undone itself. Until now it stayed so for ever.
WITH RECURSIVE chain (undoes, undone) AS (
    SELECT undoes, 0 FROM act WHERE undoes > 0 AND undone = 0
    UNION ALL
    SELECT act.undoes, NOT chain.undone FROM chain JOIN act ON act.id = chain.undoes WHERE act.undoes > 0)
UPDATE act SET undone = NOT chain.undone FROM chain WHERE act.id = chain.undoes;
