-- Sign-in folds user names as the SCIM store does, width included; one that another user of the account holds by now stays as it is.
alter table sign_in no force row level security;
update sign_in s set login_key = fold_case(s.login_key)
  where s.login_key <> fold_case(s.login_key)
    and not exists (select from sign_in o where o.account_id = s.account_id and o.user_id <> s.user_id
      and fold_case(o.login_key) = fold_case(s.login_key));
alter table sign_in force row level security;
